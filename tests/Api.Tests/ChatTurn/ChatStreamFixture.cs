using System.Net;
using System.Net.Sockets;
using OpsFlow.Samples.ModelServer;

namespace OpsFlow.Api.Tests.ChatTurn;

/// <summary>A program with a scripted model that calls tools, and a calendar that never answers.</summary>
public sealed class ChatStreamFixture : IAsyncLifetime
{
    public const string Long = "w1 w2 w3 w4 w5 w6 w7 w8 w9 w10 w11 w12 w13 w14 w15 w16 w17 w18 w19 w20";

    private readonly TempFolder _data = new();
    private readonly TcpListener _calendar = new(IPAddress.Loopback, 0);
    private ModelServerHost _model = null!;
    private int _connected;

    public AppProcess App { get; private set; } = null!;

    /// <summary>Where the program's engine listens.</summary>
    public int EnginePort { get; } = FreePort.Next();

    /// <summary>Connections to the calendar that are open.</summary>
    public int Connected => Volatile.Read(ref _connected);

    public async Task InitializeAsync()
    {
        _calendar.Start();
        _ = AcceptAsync();
        _model = await ModelServerHost.StartAsync(new()
        {
            Rules =
            [
                new()
                {
                    Use = "classify", Contains = "You decide what a message asks for",
                    Texts = ["""{"action":"route","intents":["general"],"confidence":0.9}"""],
                },
                new()
                {
                    Use = "agent", Contains = "[할 일] bulk_waste", Texts = ["done"],
                    Tools = new Dictionary<string, string>
                    {
                        ["get_collection_info"] = """{"sigungu":"마포구"}""",
                        ["search_fee"] = """{"sigungu":"마포구","item":"소파"}""",
                    },
                },
                new() { Use = "hanging", Contains = "끝없이", Hanging = 1 },
                new() { Use = "long", Contains = "길게", Texts = [Long], PieceMs = 150 },
                new() { Use = "answer", Texts = ["짧은 답이에요."] },
            ],
        });
        App = await AppProcess.StartAsync(_data.Path, new Dictionary<string, string>
        {
            ["OPSFLOW_LLM_URL"] = $"{_model.Endpoint}", ["OPSFLOW_LLM_MODEL"] = "scripted-1",
            ["OPSFLOW_API_RATE"] = "0", ["OPSFLOW_TEMPORAL_PORT"] = $"{EnginePort}",
            ["OPSFLOW_CALDAV_URL"] = $"http://127.0.0.1:{((IPEndPoint)_calendar.LocalEndpoint).Port}/cal/",
        });
    }

    public async Task DisposeAsync()
    {
        await App.DisposeAsync();
        await _model.DisposeAsync();
        _calendar.Stop();
        _data.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = HoldAsync(await _calendar.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task HoldAsync(TcpClient client)
    {
        using var held = client;
        Interlocked.Increment(ref _connected);
        try
        {
            var buffer = new byte[4096];
            while (await client.GetStream().ReadAsync(buffer) > 0)
            {
                // It hears everything and says nothing.
            }
        }
        catch (IOException)
        {
            // Cut.
        }
        finally
        {
            Interlocked.Decrement(ref _connected);
        }
    }
}
