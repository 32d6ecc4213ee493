namespace OpsFlow.Scenarios.Support;

/// <summary>The program against the emulators, for all tests of a class: each has a server of its own in it.</summary>
public class EmulatedApp(EmulatorProcess emulators) : IAsyncLifetime
{
    private readonly TempFolder _data = new();

    public AppProcess App { get; private set; } = null!;

    public OpsFlowApi Api { get; private set; } = null!;

    /// <summary>Settings beside those of the emulators.</summary>
    protected virtual IReadOnlyDictionary<string, string> MoreSettings => new Dictionary<string, string>();

    public async Task InitializeAsync()
    {
        if (NpmPackages.Emulate.Problem is null)
        {
            await StartAsync();
        }
    }

    public async Task DisposeAsync()
    {
        if (App is not null)
        {
            await App.DisposeAsync();
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
            _data.Path, new Dictionary<string, string>(emulators.Settings.Concat(MoreSettings)));
        Api = new(App.Http);
    }
}
