using System.Globalization;

namespace Bench.Engine;

/// <summary>What a process has used so far, from <c>/proc</c> (proc_pid_stat(5)).</summary>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="ResidentMiB">Resident memory.</param>
public readonly record struct ProcessUsage(double CpuSeconds, double ResidentMiB)
{
    // USER_HZ is 100 on every Linux that .NET runs on.
    private const double TicksPerSecond = 100;

    /// <summary>Reads it now.</summary>
    /// <param name="pid">The process; 0 for none, which has used nothing.</param>
    /// <returns>The usage.</returns>
    public static ProcessUsage Of(int pid)
    {
        if (pid == 0)
        {
            return default;
        }

        var stat = File.ReadAllText($"/proc/{pid}/stat");
        // The program's name, in parentheses, may hold spaces.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new ProcessUsage(
            (Number(fields[11]) + Number(fields[12])) / TicksPerSecond,
            Number(fields[21]) * Environment.SystemPageSize / 1024 / 1024);
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
