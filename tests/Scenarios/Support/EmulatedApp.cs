namespace OpsFlow.Scenarios.Support;

/// <summary>The program against the emulators, for all tests of a class: each has a server of its own in it.</summary>
public class EmulatedApp(EmulatorProcess emulators) : IAsyncLifetime
{
    private readonly TempFolder _data = new();

    public AppProcess App { get; private set; } = null!;

    public OpsFlowApi Api { get; private set; } = null!;

    /// <summary>Gets the program's spans; null where none are wanted or no collector is installed.</summary>
    public OtelCollector? Collector { get; private set; }

    /// <summary>Settings beside those of the emulators.</summary>
    protected virtual IReadOnlyDictionary<string, string> MoreSettings => new Dictionary<string, string>();

    /// <summary>Whether spans are looked at.</summary>
    protected virtual bool IsTraced => false;

    private Dictionary<string, string> Tracing => Collector is null
        ? new Dictionary<string, string>()
        : new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = Collector.Endpoint,
            ["OTEL_BSP_SCHEDULE_DELAY"] = "500",
        };

    public async Task InitializeAsync()
    {
        if (NpmPackages.Emulate.Problem is null)
        {
            if (IsTraced && Counterparts.ReasonToSkip(OtelCollector.Program) is null)
            {
                Collector = await OtelCollector.StartAsync();
            }

            await StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (App is not null)
        {
            await App.DisposeAsync();
        }

        if (Collector is not null)
        {
            await Collector.DisposeAsync();
        }

        _data.Dispose();
    }

    /// <summary>Ends the process as a power cut would, and starts it again on the same data.</summary>
    public async Task KillAndRestartAsync()
    {
        await App.DisposeAsync();
        await StartAsync();
    }

    private async Task StartAsync()
    {
        App = await AppProcess.StartAsync(
            _data.Path, new Dictionary<string, string>(emulators.Settings.Concat(MoreSettings).Concat(Tracing)));
        Api = new(App.Http);
    }
}
