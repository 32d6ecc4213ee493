export { Marked } from 'marked';
export { default as purify } from 'dompurify';
