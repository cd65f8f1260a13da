import { Component, type ComponentChild, type ComponentType, h } from 'preact';

/** A part that is drawn again only when one of its properties is another thing than before. */
export function steady<P extends object>(draw: (props: P) => ComponentChild): ComponentType<P> {
  return class Steady extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      return !same(this.props, next);
    }
    override render(props: P): ComponentChild {
      return h(draw, props);
    }
  };
}

function same(a: object, b: object): boolean {
  const before = new Map(Object.entries(a));
  const after = Object.entries(b);
  return before.size === after.length && after.every(([key, value]) => Object.is(before.get(key), value));
}
