namespace OpsFlow.Scenarios.Support;

/// <summary>Base of tests that run the program against the emulators.</summary>
[Collection(EmulatorCollection.Name)]
public abstract class EmulatedAppTests(EmulatorProcess emulators, EmulatedApp app)
{
    protected EmulatorProcess Emulators { get; } = emulators;

    protected AppProcess App => app.App;

    protected OpsFlowApi Api => app.Api;

    protected OtelCollector? Collector => app.Collector;

    protected Task KillAndRestartAsync() => app.KillAndRestartAsync();
}
