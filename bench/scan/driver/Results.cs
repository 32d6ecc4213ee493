using System.Globalization;

namespace OpsFlow.Bench.Scan;

/// <summary>What was measured, from <see cref="Begin"/> on.</summary>
internal sealed class Results
{
    private readonly Lock _lock = new();
    private readonly List<double> _submits = [];
    private readonly List<double> _scans = [];
    private readonly List<double> _delays = [];
    private bool _isMeasuring;
    private int _broken;

    public int All { get; private set; }

    public int OutOfOrder { get; private set; }

    public int Measured => _scans.Count;

    /// <summary>95 of 100 scans took no longer, in seconds.</summary>
    public double ScanP95 => At(_scans, .95);

    /// <summary>95 of 100 requests for a scan were answered in no more, in milliseconds.</summary>
    public double SubmitP95 => At(_submits, .95);

    public void Begin()
    {
        lock (_lock)
        {
            _isMeasuring = true;
        }
    }

    public void End()
    {
        lock (_lock)
        {
            _isMeasuring = false;
        }
    }

    public void Submitted(TimeSpan time) => Add(_submits, time.TotalMilliseconds);

    public void Delayed(double milliseconds) => Add(_delays, milliseconds);

    public void Broken() => Interlocked.Increment(ref _broken);

    public void Completed(TimeSpan time, bool isInOrder)
    {
        lock (_lock)
        {
            All++;
            OutOfOrder += isInOrder ? 0 : 1;
        }

        Add(_scans, time.TotalSeconds);
    }

    public string Text(int users, double seconds, double ceiling)
    {
        var perSecond = Measured / seconds;
        var share = ceiling > 0 ? $", {perSecond / ceiling:P1} of the quota's {ceiling * 60:0.0}" : "";
        var closed = users / perSecond;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            scans                {Measured} in {seconds:0} s, {perSecond * 60:0.0} a minute{share}
            scan s               p50 {At(_scans, .5):0.0}, p95 {At(_scans, .95):0.0}, p99 {At(_scans, .99):0.0}
            users / throughput   {closed:0.0} s, p95 is {At(_scans, .95) / closed:0.00} of it
            submit ms            p50 {At(_submits, .5):0}, p95 {At(_submits, .95):0}, p99 {At(_submits, .99):0}
            event delay ms       p50 {At(_delays, .5):0}, p95 {At(_delays, .95):0}, p99 {At(_delays, .99):0}
            broken connections   {_broken}
            """);
    }

    private static double At(List<double> values, double share)
    {
        if (values.Count == 0)
        {
            return double.NaN;
        }

        values.Sort();
        return values[Math.Min(values.Count - 1, (int)(values.Count * share))];
    }

    private void Add(List<double> to, double value)
    {
        lock (_lock)
        {
            if (_isMeasuring)
            {
                to.Add(value);
            }
        }
    }
}
