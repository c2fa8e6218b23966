/** A green speech bubble, the project's own drawing. */
export const ICON = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" role="img" aria-hidden="true">' +
  '<path fill="#2aae67" d="M12 3C6.5 3 2 6.7 2 11.2c0 2.6 1.5 4.9 3.8 6.4L5 21l4-2c1 .2 2 .4 3 .4 5.5 0 10-3.7 10-8.2S17.5 3 12 3z"/>' +
  '<circle cx="8.5" cy="11" r="1.3" fill="#fff"/><circle cx="15.5" cy="11" r="1.3" fill="#fff"/></svg>'
