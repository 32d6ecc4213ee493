using OpsFlow.Engine.Hosting;

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

    [Fact]
    public void Tick_WorkAgainAfterATrim_TrimsAgain()
    {
        using var trim = Start();
        Tick(Much);
        Tick(0);

        Tick(Much - 1);
        Tick(0);
        Assert.Equal(1, _trims);
        Tick(1);
        Assert.Equal(2, _trims);
    }

    [Fact]
    public void Dispose_EndsTheTimer()
    {
        var trim = Start();
        Assert.Equal(IdleTrim.Period, _time.Period);

        trim.Dispose();

        Assert.True(_time.IsDisposed);
    }

    [Fact]
    public void OfProcess_QuietAfterWork_CollectsOldGarbage()
    {
        using var trim = IdleTrim.OfProcess(_time);
        var garbage = OldGarbage();
        _time.Tick!();

        // Other tests of this process may be at work.
        for (var i = 0; i < 1_000 && garbage.IsAlive; i++)
        {
            _time.Tick!();
        }

        Assert.False(garbage.IsAlive);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference OldGarbage()
    {
        var garbage = new byte[2 * Much];
        GC.Collect();
        return new WeakReference(garbage);
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

        public TimeSpan Period { get; private set; }

        public bool IsDisposed { get; private set; }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(dueTime, period);
            (Tick, Period) = (() => callback(state), period);
            return new Handle(this);
        }

        private sealed class Handle(OneTimer owner) : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => throw new InvalidOperationException("not expected");

            public void Dispose() => owner.IsDisposed = true;

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
