using OpsFlow.Platform.Settings;
using OpsFlow.Platform.Telemetry;

namespace OpsFlow.Api.Hosting;

/// <summary>Tells whoever started the program where it is to be found.</summary>
internal sealed partial class StartMessages(OpsFlowSettings settings, ILoggerFactory loggers)
{
    public const string Category = "OpsFlow.Start";

    private readonly ILogger _logger = loggers.CreateLogger(Category);

    private bool IsPlain => settings.LogFormat == LogFormat.Plain;

    public void Tell(string message)
    {
        if (IsPlain)
        {
            Console.WriteLine(message);
        }
        else
        {
            LogMessage(_logger, message);
        }
    }

    /// <summary>Never as a log entry: those are collected and kept.</summary>
    public void TellSecret(string message) => (IsPlain ? Console.Out : Console.Error).WriteLine(message);

    [LoggerMessage(1, LogLevel.Information, "{Message}")]
    private static partial void LogMessage(ILogger logger, string message);
}
