using OpsFlow.Infrastructure.Tests.Llm;

// calls ENDPOINT DATA-FOLDER
return args is ["calls", var endpoint, var folder] ? await CallingProgram.RunAsync(new Uri(endpoint), folder) : 2;
