using System.Text;

namespace OpsFlow.Infrastructure.Processes;

/// <summary>What became of a process.</summary>
public sealed record ProcessResult(int ExitCode, byte[] Output, string Error, bool TimedOut, bool OutputTruncated)
{
    /// <summary>What it was killed for, other than its time.</summary>
    public StopReason Stopped { get; init; }

    /// <summary>Standard output as UTF-8, invalid bytes replaced.</summary>
    public string OutputText => Encoding.UTF8.GetString(Output);

    /// <summary>True when it ended by itself with code 0.</summary>
    public bool Succeeded => ExitCode == 0 && !TimedOut && Stopped == StopReason.None;
}
