using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Temporalio.Tests.Support;

/// <summary>A program beside a test, ended with it.</summary>
public sealed class ChildProgram : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private ChildProgram(Process process) => _process = process;

    /// <summary>Starts a program and waits until it listens.</summary>
    /// <param name="name">The program.</param>
    /// <param name="port">Where it listens on loopback.</param>
    /// <param name="arguments">Its arguments.</param>
    public static async Task<ChildProgram> StartAsync(string name, int port, params string[] arguments)
    {
        var child = new ChildProgram(new Process
        {
            StartInfo = new(TestServers.FindProgram(name)!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        });
        child._process.OutputDataReceived += child.Keep;
        child._process.ErrorDataReceived += child.Keep;
        child._process.Start();
        child._process.BeginOutputReadLine();
        child._process.BeginErrorReadLine();
        for (var waited = Stopwatch.StartNew(); ; await Task.Delay(50))
        {
            try
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(IPAddress.Loopback, port);
                return child;
            }
            catch (SocketException) when (waited.Elapsed < TimeSpan.FromMinutes(1) && !child._process.HasExited)
            {
                // Not yet.
            }
            catch (SocketException e)
            {
                child.Dispose();
                throw new InvalidOperationException($"{name} does not listen: {string.Join(' ', child._output)}", e);
            }
        }
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            _output.Enqueue(text);
        }
    }
}
