using System.Diagnostics;
using System.Globalization;

namespace OpsFlow.Engine.Storage;

/// <summary>
/// Named places round each durable write and each read. A crash test names one and how often it may be passed in the
/// environment variable <c>OPSFLOW_ENGINE_FAILPOINT</c> (<c>AfterCommit:100</c>); the process then dies there as if by
/// <c>kill -9</c>. A test in process sets <see cref="Hit"/>.
/// </summary>
internal sealed class Failpoints
{
    /// <summary>Nothing of the batch is written yet. May throw: so a test makes a write fail.</summary>
    public const string BeforeWrite = nameof(BeforeWrite);

    /// <summary>Part of the batch is written: after each run of it. May throw.</summary>
    public const string InWrite = nameof(InWrite);

    /// <summary>Nothing of the batch is in the database: no caller may have been answered. May throw.</summary>
    public const string BeforeCommit = nameof(BeforeCommit);

    /// <summary>The batch is on disk but no caller has been answered: calls may be repeated.</summary>
    public const string AfterCommit = nameof(AfterCommit);

    /// <summary>Callers may be answered, but nothing that follows from the batch has happened.</summary>
    public const string BeforeEffects = nameof(BeforeEffects);

    /// <summary>A read begins. May throw.</summary>
    public const string BeforeRead = nameof(BeforeRead);

    private readonly string? _name;
    private long _left;

    public Failpoints()
    {
        var setting = Environment.GetEnvironmentVariable("OPSFLOW_ENGINE_FAILPOINT")?.Split(':');
        if (setting is [var name, var count]
            && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var left))
        {
            _name = name;
            _left = left;
        }
    }

    /// <summary>Called at each place with its name; may throw to simulate a failing disk.</summary>
    public Action<string>? Hit { get; set; }

    public void At(string name)
    {
        Hit?.Invoke(name);
        if (_name == name && Interlocked.Decrement(ref _left) <= 0)
        {
            Process.GetCurrentProcess().Kill();
        }
    }
}
