/** How numbers and dates are written. The texts are English, so these are, too, whatever the browser prefers. */
export const LOCALE = 'en-GB';
