export { RouterError, type RouterErrorCode, routerErrorCodes } from './errors.js';
