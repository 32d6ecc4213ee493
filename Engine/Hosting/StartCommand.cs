using Microsoft.Extensions.Logging;

namespace OpsFlow.Engine.Hosting;

/// <summary>What the command line asks for.</summary>
/// <param name="Options">The server's options.</param>
/// <param name="LogLevel">What to log from.</param>
/// <param name="LogAsJson">Log lines are JSON.</param>
internal sealed record StartCommand(EngineOptions Options, LogLevel LogLevel, bool LogAsJson);
