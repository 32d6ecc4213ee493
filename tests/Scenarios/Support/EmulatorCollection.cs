namespace OpsFlow.Scenarios.Support;

/// <summary>
/// One pair of emulators for all classes that need it; each test has a repository and a channel of its own.
/// </summary>
[CollectionDefinition(Name)]
public sealed class EmulatorCollection : ICollectionFixture<EmulatorProcess>
{
    public const string Name = "emulators";
}
