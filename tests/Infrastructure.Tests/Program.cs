using OpsFlow.Infrastructure.Sandbox;
using OpsFlow.Infrastructure.Tests.Llm;

switch (args)
{
    // calls ENDPOINT DATA-FOLDER
    case ["calls", var endpoint, var folder]:
        return await CallingProgram.RunAsync(new Uri(endpoint), folder);
    // sandbox FOLDER COMMAND
    case ["sandbox", var folder, var command]:
        await new CommandSandbox(new SandboxOptions(), TimeProvider.System).RunAsync(folder, folder, command, default);
        return 0;
    default:
        return 2;
}
