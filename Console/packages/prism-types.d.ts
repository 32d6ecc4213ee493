import * as Prism from 'prismjs';
export default Prism;
