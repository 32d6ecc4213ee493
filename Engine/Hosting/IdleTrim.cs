using System.Runtime.InteropServices;

namespace OpsFlow.Engine.Hosting;

/// <summary>
/// Gives memory back once a process has nothing to do. Garbage stays resident until the next collection, which a
/// process that allocates nothing never has. Whether there is work is told by what is allocated: while there is, this
/// only compares two numbers now and then.
/// </summary>
internal sealed class IdleTrim : IDisposable
{
    /// <summary>How often it looks. Longer than closed workflows stay in memory, which are then garbage too.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    /// <summary>A process that allocates less within a period is idle; long polls that end and come again do.</summary>
    public const long QuietBytes = 128 * 1024;

    /// <summary>What must have been allocated since the last time to be worth the trouble.</summary>
    public const long WorthBytes = 4 * 1024 * 1024;

    private readonly Func<long> _allocated;
    private readonly Action _trim;
    private readonly ITimer _timer;
    private long _seen;
    private long _trimmed;

    /// <summary>Begins to look.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="allocated">Bytes allocated since the process began.</param>
    /// <param name="trim">Gives memory back.</param>
    public IdleTrim(TimeProvider time, Func<long> allocated, Action trim)
    {
        _allocated = allocated;
        _trim = trim;
        _timer = time.CreateTimer(_ => Look(), null, Period, Period);
    }

    /// <summary>For this process.</summary>
    public static IdleTrim OfProcess(TimeProvider time) => new(time, () => GC.GetTotalAllocatedBytes(), Trim);

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        var now = _allocated();
        var quiet = now - _seen < QuietBytes;
        _seen = now;
        if (quiet && now - _trimmed >= WorthBytes)
        {
            _trim();
            _trimmed = now;
        }
    }

    private static void Trim()
    {
        // The one kind that also gives the emptied pages back at once.
        GC.Collect(2, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        if (OperatingSystem.IsLinux())
        {
            try
            {
                // The C library keeps what the compiler and SQLite have freed.
                _ = MallocTrim(0);
            }
            catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
            {
                // Another C library than GNU's.
            }
        }
    }

    [DllImport("libc.so.6", EntryPoint = "malloc_trim", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MallocTrim(nuint pad);
}
