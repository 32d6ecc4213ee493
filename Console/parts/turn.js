// What a turn of a conversation is shown with, wherever it is.

/** The state's word: a turn asks something else than a photo does. @param {string} status */
export const turnState = (status) => (status === 'NeedsInput' ? 'AsksPlace' : status);
