namespace OpsFlow.Api.Access;

/// <summary>Sessions of the console that go on, the newest first.</summary>
internal sealed record OpenSessionList(IEnumerable<OpenSession> Items);
