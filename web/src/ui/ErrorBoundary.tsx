import { Component, type ReactNode } from "react";
import { Failed } from "./Notice";

interface Props {
  children: ReactNode;
  /** Shown instead of the broken part; the whole-page message when absent. */
  fallback?: ReactNode;
}

/** Keeps a fault in one part from taking the rest of the page with it. */
export class ErrorBoundary extends Component<Props, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    if (!this.state.broken) return this.props.children;
    if (this.props.fallback !== undefined) return this.props.fallback;
    return (
      <main className="whole-page">
        <Failed message="This page ran into a fault. Reloading usually helps." onRetry={() => location.reload()} />
      </main>
    );
  }
}
