namespace OpsFlow.Engine.Tests;

/// <summary>
/// Tests that use the whole machine, or that others must not hold up: one after another, when the rest is done.
/// </summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public sealed class AloneCollection;
