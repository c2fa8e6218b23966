/** An open note with a speech bubble in red, the project's own drawing. */
export const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" role="img" aria-hidden="true">' +
  '<rect x="2" y="3" width="20" height="18" rx="4" fill="#e8364f"/>' +
  '<path fill="#fff" d="M6.5 8h11v7h-6.2L8.5 17.6V15h-2z"/>' +
  '<path fill="#e8364f" d="M8.5 10h7v1.1h-7zm0 2h4.5v1.1H8.5z"/></svg>'
