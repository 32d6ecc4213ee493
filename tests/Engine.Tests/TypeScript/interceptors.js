// Hands the header of the workflow on to its activities.
exports.interceptors = () => {
  let headers = {};
  return {
    inbound: [{ execute: async (input, next) => { headers = input.headers; return next(input); } }],
    outbound: [{ scheduleActivity: async (input, next) => next({ ...input, headers: { ...input.headers, ...headers } }) }],
  };
};
