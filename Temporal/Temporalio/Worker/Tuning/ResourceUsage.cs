using System.Globalization;

namespace Temporalio.Worker.Tuning;

/// <summary>
/// The load of the machine, or of the container that the process is in: memory in use as a share of the limit, and processors
/// in use. Measured at most ten times a second.
/// </summary>
internal static class ResourceUsage
{
    private const int IntervalMs = 100;

    private static readonly Lock Lock = new();
    private static (double Memory, double Cpu) _last;
    private static long _measuredAt = long.MinValue / 2;
    private static (double Busy, double Total) _cpu;

    /// <summary>The load now.</summary>
    /// <returns>Memory and processors, 0 to 1 each.</returns>
    public static (double Memory, double Cpu) Get()
    {
        lock (Lock)
        {
            var now = Environment.TickCount64;
            if (now - _measuredAt >= IntervalMs)
            {
                _measuredAt = now;
                _last = (Memory(), Cpu());
            }

            return _last;
        }
    }

    private static double Memory()
    {
        if (Number("/sys/fs/cgroup/memory.max") is { } limit && Number("/sys/fs/cgroup/memory.current") is { } used)
        {
            return used / limit;
        }

        if (MemoryInfo() is var (total, available) && total > 0)
        {
            return 1 - (available / total);
        }

        var info = GC.GetGCMemoryInfo();
        return info.TotalAvailableMemoryBytes > 0
            ? (double)Environment.WorkingSet / info.TotalAvailableMemoryBytes
            : 0;
    }

    // Since the last call; the first knows nothing yet and says that all is free.
    private static double Cpu()
    {
        var now = CpuTimes();
        var (busy, total) = (now.Busy - _cpu.Busy, now.Total - _cpu.Total);
        var first = _cpu.Total == 0;
        _cpu = now;
        return first || total <= 0 ? 0 : Math.Clamp(busy / total, 0, 1);
    }

    private static (double Busy, double Total) CpuTimes()
    {
        if (FirstLine("/proc/stat")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["cpu", .. var fields]
            && fields.Length >= 5)
        {
            var times = fields.Take(8).Select(f => double.Parse(f, CultureInfo.InvariantCulture)).ToArray();
            var idle = times[3] + times[4];
            return (times.Sum() - idle, times.Sum());
        }

        return (
            Environment.CpuUsage.TotalTime.TotalMilliseconds,
            Environment.TickCount64 * (double)Environment.ProcessorCount);
    }

    private static (double Total, double Available)? MemoryInfo()
    {
        if (!File.Exists("/proc/meminfo"))
        {
            return null;
        }

        var values = File.ReadLines("/proc/meminfo").Take(8)
            .Select(l => l.Split([':', ' '], StringSplitOptions.RemoveEmptyEntries))
            .Where(p => p.Length >= 2)
            .ToDictionary(p => p[0], p => double.Parse(p[1], CultureInfo.InvariantCulture));
        return values.TryGetValue("MemTotal", out var total) && values.TryGetValue("MemAvailable", out var available)
            ? (total, available)
            : null;
    }

    private static double? Number(string path) =>
        double.TryParse(FirstLine(path), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;

    private static string? FirstLine(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadLines(path).FirstOrDefault() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
