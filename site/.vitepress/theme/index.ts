// Without fonts of its own: pages are read in the fonts that the reader has, and nothing is fetched for them.
import DefaultTheme from 'vitepress/theme-without-fonts';
import './style.css';
import './scrolling.css';

export default DefaultTheme;
