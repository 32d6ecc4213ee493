using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace OpsFlow.Infrastructure.Processes;

/// <summary>
/// Runs a program within time and output limits; cancellation and timeout kill the whole process tree.
/// </summary>
public static partial class BoundedProcess
{
    private const int Sigkill = 9;
    private const int BufferSize = 32 * 1024;

    // How long readers may wait for pipes that an escaped grandchild still holds open after the process has ended.
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(5);

    /// <summary>Runs the program to its end, its timeout or cancellation.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">The program is not there.</exception>
    public static async Task<ProcessResult> RunAsync(
        ProcessSpec spec,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = new Process { StartInfo = StartInfo(spec) };
        process.Start();
        using var timeout = new CancellationTokenSource(spec.Timeout, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var output = new BoundedBuffer(spec.MaxOutputBytes, spec.KeepOutputTail);
        var error = new BoundedBuffer(spec.MaxErrorBytes, keepTail: true);
        var timedOut = false;
        var reason = StopReason.None;
        using var readersStop = new CancellationTokenSource();
        using var watchStop = new CancellationTokenSource();
        Task StopAsync(StopReason why)
        {
            reason = why;
            return stop.CancelAsync();
        }

        Task FloodAsync() => StopAsync(StopReason.Output);
        var readers = Task.WhenAll(
            ReadAsync(
                process.StandardOutput.BaseStream, output, null, spec.MaxTotalBytes, FloodAsync, readersStop.Token),
            ReadAsync(
                process.StandardError.BaseStream, error, spec.OnErrorLine, spec.MaxTotalBytes, FloodAsync,
                readersStop.Token));
        var writer = WriteAsync(process, spec, stop.Token);
        var watch = WatchAsync(spec, process.Id, () => StopAsync(StopReason.Watch), watchStop.Token);
        try
        {
            await process.WaitForExitAsync(stop.Token);
        }
        catch (OperationCanceledException)
        {
            Kill(process, spec.OwnGroup);
            await process.WaitForExitAsync(CancellationToken.None);
            timedOut = reason == StopReason.None && !cancellationToken.IsCancellationRequested;
        }

        if (spec.OwnGroup)
        {
            // Children that the program left behind would go on running, and hold its pipes open.
            KillGroup(process.Id);
        }

        readersStop.CancelAfter(s_drain);
        await watchStop.CancelAsync();
        await readers;
        await writer;
        await watch;
        process.StandardInput.Dispose();
        cancellationToken.ThrowIfCancellationRequested();
        return new ProcessResult(
            process.ExitCode, output.ToArray(), Encoding.UTF8.GetString(error.ToArray()), timedOut, output.Truncated)
        {
            Stopped = reason,
        };
    }

    private static async Task WatchAsync(ProcessSpec spec, int processId, Func<Task> stopAsync, CancellationToken end)
    {
        if (spec.WatchAsync is null)
        {
            return;
        }

        try
        {
            await spec.WatchAsync(processId, end);
            await stopAsync();
        }
        catch (OperationCanceledException)
        {
            // The program ended by itself.
        }
    }

    private static ProcessStartInfo StartInfo(ProcessSpec spec)
    {
        var start = new ProcessStartInfo(spec.Program)
        {
            WorkingDirectory = spec.Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in spec.Arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment.Clear();
        foreach (var (name, value) in spec.Environment)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static async Task WriteAsync(Process process, ProcessSpec spec, CancellationToken stop)
    {
        try
        {
            if (spec.Input is { } bytes)
            {
                await process.StandardInput.BaseStream.WriteAsync(bytes, stop);
            }

            if (!spec.HoldsInput)
            {
                process.StandardInput.Close();
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
        {
            // The program ended without reading its input; its exit code tells.
        }
    }

    private static async Task ReadAsync(
        Stream stream,
        BoundedBuffer into,
        Action<string>? onLine,
        long maxTotal,
        Func<Task> onFloodAsync,
        CancellationToken stop)
    {
        var total = 0L;
        var buffer = new byte[BufferSize];
        var line = new StringBuilder();
        try
        {
            int read;
            while ((read = await stream.ReadAsync(buffer, stop)) > 0)
            {
                into.Add(buffer.AsSpan(0, read));
                total += read;
                if (total > maxTotal && total - read <= maxTotal)
                {
                    await onFloodAsync();
                }

                if (onLine is not null)
                {
                    Tell(buffer.AsSpan(0, read), line, onLine);
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // The pipe was cut with the process: what came so far is the result.
        }
    }

    private static void Tell(ReadOnlySpan<byte> bytes, StringBuilder line, Action<string> onLine)
    {
        foreach (var b in bytes)
        {
            // Progress meters end their updates with a carriage return.
            if (b is (byte)'\n' or (byte)'\r')
            {
                if (line.Length > 0)
                {
                    onLine(line.ToString());
                    line.Clear();
                }
            }
            else if (line.Length < 500)
            {
                line.Append(b < 0x80 ? (char)b : '?');
            }
        }
    }

    private static void Kill(Process process, bool ownGroup)
    {
        try
        {
            if (ownGroup)
            {
                KillGroup(process.Id);
            }

            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception
            or AggregateException)
        {
            // It ended in the meantime.
        }
    }

    private static void KillGroup(int leader)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = NativeKill(-leader, Sigkill);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int NativeKill(int pid, int signal);

    private sealed class BoundedBuffer(int limit, bool keepTail)
    {
        private byte[] _bytes = new byte[4096];
        private int _length;

        public bool Truncated { get; private set; }

        public void Add(ReadOnlySpan<byte> bytes)
        {
            if (!keepTail)
            {
                Truncated |= bytes.Length > limit - _length;
                Append(bytes[..Math.Min(limit - _length, bytes.Length)]);
                return;
            }

            Append(bytes);

            // Trimmed only when twice the limit is there, so that each byte is moved once on average.
            if (_length > limit * 2L)
            {
                Trim();
            }
        }

        public byte[] ToArray()
        {
            if (_length > limit)
            {
                Trim();
            }

            return _bytes[.._length];
        }

        private void Append(ReadOnlySpan<byte> bytes)
        {
            if (_length + bytes.Length > _bytes.Length)
            {
                Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes.Length));
            }

            bytes.CopyTo(_bytes.AsSpan(_length));
            _length += bytes.Length;
        }

        private void Trim()
        {
            Truncated = true;
            _bytes.AsSpan(_length - limit, limit).CopyTo(_bytes);
            _length = limit;
        }
    }
}
