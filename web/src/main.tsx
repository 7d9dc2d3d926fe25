import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import { Auth } from "./api/auth";
import { ErrorBoundary } from "./ui/ErrorBoundary";
import "./styles/index.css";

const root = document.getElementById("root");
if (root) {
  createRoot(root).render(
    <StrictMode>
      <ErrorBoundary>
        <App auth={new Auth()} />
      </ErrorBoundary>
    </StrictMode>,
  );
}
