using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace OpsFlow.Samples.Demo;

/// <summary>
/// Starts OpsFlow and does one pipeline's job through its HTTP API, without a person. Exit code 0 only if the effect is
/// there exactly once; 2 for wrong arguments, 130 if interrupted.
/// </summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        DemoOptions options;
        try
        {
            options = DemoOptions.Parse(args, Environment.GetEnvironmentVariable);
        }
        catch (ArgumentException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return 2;
        }

        using var interrupted = new CancellationTokenSource();
        void Interrupt(PosixSignalContext context)
        {
            context.Cancel = true;
            interrupted.Cancel();
        }

        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Interrupt);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Interrupt);
        var output = new DemoOutput(Console.Out);
        try
        {
            await (options.Name switch
            {
                DemoOptions.Scan => new ScanDemo(options, output).RunAsync(interrupted.Token),
                DemoOptions.Chat => new ChatDemo(options, output).RunAsync(interrupted.Token),
                DemoOptions.Prescription => new PrescriptionDemo(options, output).RunAsync(interrupted.Token),
                _ => new ErrorDemo(options, output).RunAsync(interrupted.Token),
            });
            output.Say("demonstration passed");
            return 0;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            output.Say($"demonstration interrupted; ./run --demo {options.Name} goes on with it");
            return 130;
        }
        catch (Exception e) when (e is DemoException or HttpRequestException or SocketException or IOException)
        {
            output.Say($"demonstration FAILED: {e.Message}");
            return 1;
        }
    }
}
