// What every suite needs, in one import. `npm ci --ignore-scripts && npm test` runs them all; WARDROOMD and WARDROOMCTL
// name binaries other than those of the release build, relative to the repository.
export { closeAgents, exchange } from "./http.mjs";
export { Person, invite, login, password, setUp, signIn } from "./person.mjs";
export { Server, printed, startServer, wardroomctl, wardroomd } from "./server.mjs";
export { Socket } from "./socket.mjs";

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
