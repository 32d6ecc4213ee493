namespace OpsFlow.Samples.Demo;

/// <summary>A step of the demonstration did not do what it must.</summary>
internal sealed class DemoException(string message) : Exception(message);
