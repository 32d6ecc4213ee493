using System.Diagnostics;

namespace OpsFlow.Bench;

/// <summary>What a process has used so far.</summary>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="ResidentMiB">Resident memory.</param>
/// <param name="PeakMiB">The most that was resident at once.</param>
public readonly record struct ProcessUsage(double CpuSeconds, double ResidentMiB, double PeakMiB)
{
    /// <summary>Reads it now.</summary>
    /// <param name="pid">The process; 0 for none, which has used nothing.</param>
    /// <returns>The usage.</returns>
    public static ProcessUsage Of(int pid)
    {
        if (pid == 0)
        {
            return default;
        }

        using var process = Process.GetProcessById(pid);
        const double mebibyte = 1024 * 1024;
        return new ProcessUsage(
            process.TotalProcessorTime.TotalSeconds, process.WorkingSet64 / mebibyte,
            process.PeakWorkingSet64 / mebibyte);
    }
}
