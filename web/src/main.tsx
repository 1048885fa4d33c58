import { render } from 'preact';
import { App } from './app.tsx';
import './styles/base.css';
import './styles/shell.css';
import './styles/ui.css';
import './styles/forms.css';
import './styles/market.css';
import './styles/pages.css';

const root = document.querySelector('#app');
if (root) render(<App />, root);
