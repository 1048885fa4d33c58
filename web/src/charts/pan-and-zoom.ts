import type { RefObject } from 'preact';
import { useRef, useState } from 'preact/hooks';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const CLOSEST = 1 / 16;
const STEP = 0.15;
/** A pointer that moves less than this has not dragged: it is a click on what lies below. */
const DRAG_FROM_PX = 4;

interface Drag extends Point {
  readonly from: Box;
  moved: boolean;
}

type Point = Pick<Box, 'x' | 'y'>;

const keptIn = (whole: Box, { x, y, width, height }: Box): Box => ({
  width,
  height,
  x: Math.min(whole.width - width, Math.max(0, x)),
  y: Math.min(whole.height - height, Math.max(0, y)),
});

/** The point stays where it is seen. */
function zoomed(whole: Box, box: Box, factor: number, about?: Point): Box {
  const share = Math.min(1, Math.max(CLOSEST, (box.width / whole.width) * factor));
  const [width, height] = [whole.width * share, whole.height * share];
  const { x, y } = about ?? { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  const across = (x - box.x) / box.width;
  const down = (y - box.y) / box.height;
  return { width, height, x: x - across * width, y: y - down * height };
}

/** The part of a drawing that is seen: dragged, pinched by Ctrl and the wheel, or moved by the arrow keys. */
export function usePanAndZoom(ref: RefObject<SVGSVGElement | null>, width: number, height: number) {
  const whole: Box = { x: 0, y: 0, width, height };
  const [box, setBox] = useState(whole);
  const drag = useRef<Drag | undefined>(undefined);

  const within = (part: Box): Box => keptIn(whole, part);

  /** By this factor, around a point of the drawing, or around the middle. */
  function zoom(factor: number, about?: Point): void {
    setBox((box) => within(zoomed(whole, box, factor, about)));
  }

  function pointOf({ clientX, clientY }: MouseEvent): { x: number; y: number } {
    const { left, top, width: w, height: h } = (ref.current as SVGSVGElement).getBoundingClientRect();
    return { x: box.x + ((clientX - left) / w) * box.width, y: box.y + ((clientY - top) / h) * box.height };
  }

  const move = (across: number, down: number): void => {
    setBox((box) => within({ ...box, x: box.x + across * box.width, y: box.y + down * box.height }));
  };
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => move(-STEP, 0),
    ArrowRight: () => move(STEP, 0),
    ArrowUp: () => move(0, -STEP),
    ArrowDown: () => move(0, STEP),
    '+': () => zoom(0.7),
    '-': () => zoom(1 / 0.7),
  };

  const handlers = {
    onWheel: (event: WheelEvent) => {
      // Without Ctrl the wheel belongs to the page. Trackpads send it with Ctrl as they are pinched.
      if (!event.ctrlKey) return;
      event.preventDefault();
      zoom(Math.exp(event.deltaY / 300), pointOf(event));
    },
    onPointerDown: (event: PointerEvent) => {
      drag.current = { x: event.clientX, y: event.clientY, from: box, moved: false };
    },
    onPointerMove: (event: PointerEvent) => {
      const { current } = drag;
      if (!current || !ref.current) return;
      const [dx, dy] = [event.clientX - current.x, event.clientY - current.y];
      if (!current.moved && Math.hypot(dx, dy) < DRAG_FROM_PX) return;
      if (!current.moved) ref.current.setPointerCapture(event.pointerId);
      current.moved = true;
      const perPx = current.from.width / ref.current.getBoundingClientRect().width;
      setBox(within({ ...current.from, x: current.from.x - dx * perPx, y: current.from.y - dy * perPx }));
    },
    onPointerUp: () => {
      drag.current = undefined;
    },
    onKeyDown: (event: KeyboardEvent) => {
      const act = keys[event.key];
      if (!act) return;
      event.preventDefault();
      act();
    },
  };
  return {
    box,
    zoom,
    handlers,
    isZoomed: box.width < width,
    reset: () => {
      setBox(whole);
    },
  };
}
