import { Component, type ComponentChild, type ComponentChildren, h } from 'preact';

interface CarefulProps {
  children?: ComponentChildren;
}

/** What an app sent and we cannot draw spoils its own place and nothing around it. */
export class Careful extends Component<CarefulProps, { broken: boolean }> {
  override state = { broken: false };

  override componentDidCatch(): void {
    this.setState({ broken: true });
  }

  override render({ children }: CarefulProps): ComponentChild {
    return this.state.broken ? h('div', { class: 'frame' }, 'This could not be drawn.') : children;
  }
}
