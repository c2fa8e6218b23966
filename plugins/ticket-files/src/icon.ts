/** A sheet with lines, the project's own drawing. */
export const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" role="img" aria-hidden="true">' +
  '<path fill="#1677ff" d="M6 2h8l5 5v14a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1z"/>' +
  '<path fill="#fff" d="M8 11h8v1.5H8zM8 14h8v1.5H8zM8 17h5v1.5H8z"/><path fill="#bad7ff" d="M14 2l5 5h-5z"/></svg>'
