namespace OpsFlow.Engine.Tests.Hosting;

public class IdleTrimTests
{
    private const long Much = IdleTrim.WorthBytes;

    private readonly OneTimer _time = new();
    private long _allocated;
    private int _trims;

    [Fact]
    public void Tick_QuietAfterWork_TrimsOnce()
    {
        using var trim = Start();

        Tick(Much);
        Assert.Equal(0, _trims);
        Tick(0);
        Assert.Equal(1, _trims);
        Tick(IdleTrim.QuietBytes - 1);
        Tick(0);
        Assert.Equal(1, _trims);
    }

    [Fact]
    public void Tick_WorkGoesOn_DoesNotTrim()
    {
        using var trim = Start();

        for (var i = 0; i < 200; i++)
        {
            Tick(IdleTrim.QuietBytes);
        }

        Assert.Equal(0, _trims);
    }

    private IdleTrim Start() => new(_time, () => _allocated, () => _trims++);

    private void Tick(long allocate)
    {
        _allocated += allocate;
        _time.Tick!();
    }

    private sealed class OneTimer : TimeProvider
    {
        public Action? Tick { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Tick = () => callback(state);
            return System.CreateTimer(_ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
