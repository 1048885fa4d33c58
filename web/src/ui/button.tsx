import type { ButtonHTMLAttributes, ComponentChildren } from 'preact';

interface ButtonProps extends Omit<ButtonHTMLAttributes, 'size' | 'class' | 'onClick'> {
  readonly look?: 'main' | 'plain' | 'danger' | undefined;
  readonly size?: 'small' | undefined;
  /** Under way: it cannot be pressed twice, and says so. */
  readonly busy?: boolean | undefined;
  readonly class?: string;
  readonly onClick?: () => void | Promise<void>;
  readonly children: ComponentChildren;
}

export const Button = ({
  look,
  size,
  busy = false,
  children,
  disabled,
  class: more = '',
  onClick,
  ...rest
}: ButtonProps) => (
  <button
    type="button"
    {...rest}
    class={`button ${more}`}
    data-look={look}
    data-size={size}
    disabled={disabled === true || busy}
    aria-busy={busy}
    onClick={onClick && (() => void onClick())}
  >
    {busy ? 'One moment…' : children}
  </button>
);

interface LinkButtonProps {
  readonly href: string;
  readonly look?: 'main' | 'plain' | undefined;
  readonly size?: 'small' | undefined;
  readonly children: ComponentChildren;
}

export const LinkButton = ({ href, look, size, children }: LinkButtonProps) => (
  <a class="button" href={href} data-look={look} data-size={size}>
    {children}
  </a>
);
