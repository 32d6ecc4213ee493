namespace OpsFlow.Engine.Tests.External;

/// <summary>A test with grpcurl; skipped, with the reason, where it is absent.</summary>
public sealed class GrpcurlFactAttribute : FactAttribute
{
    internal const string Program = "grpcurl";

    public GrpcurlFactAttribute() => Skip = Problem;

    internal static string? Problem { get; } = Programs.Find(Program) is null
        ? $"{Program} is neither on PATH nor in ../shared/bin: reflection was not tried with it."
        : null;
}
