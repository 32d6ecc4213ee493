Object.assign(exports, require('./workflows-versions').workflowsOf('one'));
