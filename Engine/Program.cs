using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using OpsFlow.Engine.Hosting;

StartCommand command;
try
{
    if (args.Contains("--help") || args.Contains("-h"))
    {
        Console.WriteLine(CommandLine.Usage);
        return 0;
    }

    command = CommandLine.Parse(args);
}
catch (FormatException e)
{
    await Console.Error.WriteLineAsync($"{e.Message}\n\n{CommandLine.Usage}");
    return 2;
}
catch (IOException e)
{
    return await FailAsync(e);
}

using var loggers = LoggerFactory.Create(logging => (command.LogAsJson
        ? logging.AddJsonConsole()
        : logging.AddSimpleConsole(console => console.SingleLine = true))
    .SetMinimumLevel(command.LogLevel)
    // The web host logs why it does not start, with its stack, and throws the same: it is told once, below.
    .AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None));
var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
try
{
    await using var server = await EngineHost.StartAsync(command.Options, loggers);
    Console.WriteLine($"Engine listening on {server.Address}");
    if (server.UiPort is { } uiPort)
    {
        Console.WriteLine($"Console at http://{server.Host}:{uiPort}/");
    }

    await stop.Task;
    return 0;
}
catch (Exception e) when (e is IOException or ArgumentException)
{
    return await FailAsync(e);
}

static async Task<int> FailAsync(Exception e)
{
    // What the database refused may be a statement of many lines: the first says what is wrong.
    await Console.Error.WriteLineAsync(e.Message.Split('\n', 2)[0].TrimEnd());
    return 1;
}

void Stop(PosixSignalContext context)
{
    context.Cancel = true;
    stop.TrySetResult();
}
