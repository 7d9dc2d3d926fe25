// Who reads at the end stays there whatever changes its size: the window, a panel beside the list, the composer, rows
// that are measured. Only the reader's own scrolling leaves it.
import { useEffect, useRef, type RefObject } from "react";

const AT_END = 4; // pixels: what zooming leaves over
const INPUT_MS = 500; // a scroll this soon after is the reader's

const signs = ["wheel", "touchmove", "pointerdown", "pointermove", "keydown"] as const;

/**
 * Once per list; startAtEnd counts when it is shown first, and leave is true when the reader is taken elsewhere. The
 * scroller's first child holds all of its content.
 */
export function useStayAtEnd(scroller: RefObject<HTMLElement | null>, startAtEnd: boolean, leave: boolean): void {
  const staying = useRef(startAtEnd);
  if (leave) staying.current = false;
  useEffect(() => {
    const box = scroller.current;
    const content = box?.firstElementChild;
    if (!box || !content) return;
    let before = box.scrollTop;
    let touched = -Infinity;
    const input = (event: Event) => {
      if (event instanceof PointerEvent && event.type === "pointermove" && event.buttons === 0) return;
      touched = performance.now(); // a drag of the scroll bar is touched as long as it moves
    };
    const scrolled = () => {
      const up = box.scrollTop < before;
      before = box.scrollTop;
      if (box.scrollHeight - box.clientHeight - box.scrollTop <= AT_END) staying.current = true;
      else if (up && performance.now() - touched < INPUT_MS) staying.current = false;
    };
    const observer = new ResizeObserver(() => {
      if (staying.current) box.scrollTop = box.scrollHeight;
    });
    observer.observe(box);
    observer.observe(content);
    box.addEventListener("scroll", scrolled, { passive: true });
    for (const sign of signs) window.addEventListener(sign, input, { passive: true, capture: true });
    return () => {
      observer.disconnect();
      box.removeEventListener("scroll", scrolled);
      for (const sign of signs) window.removeEventListener(sign, input, { capture: true });
    };
  }, [scroller]);
}
