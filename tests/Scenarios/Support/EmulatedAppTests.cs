using OpsFlow.Api.Errors;
using OpsFlow.Api.Tests;
using Xunit.Abstractions;

namespace OpsFlow.Scenarios.Support;

/// <summary>Base of tests that run the program against the emulators.</summary>
[Collection(EmulatorCollection.Name)]
public abstract class EmulatedAppTests(EmulatorProcess emulators, ITestOutputHelper output) : IAsyncLifetime
{
    private readonly TemporaryFolder _data = new();

    protected EmulatorProcess Emulators { get; } = emulators;

    protected AppProcess App { get; private set; } = null!;

    protected OpsFlowApi Api { get; private set; } = null!;

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
            foreach (var line in App.Output.Take(200))
            {
                output.WriteLine(line);
            }

            await App.DisposeAsync();
        }

        _data.Dispose();
    }

    /// <summary>Ends the process as a power cut would, and starts it again on the same data.</summary>
    protected async Task KillAndRestartAsync()
    {
        await App.DisposeAsync();
        await StartAsync();
    }

    private async Task StartAsync()
    {
        var settings = Emulators.Settings;
        foreach (var (name, value) in MoreSettings)
        {
            settings[name] = value;
        }

        App = await AppProcess.StartAsync(_data.Path, settings);
        Api = new(App.Http);
    }
}
