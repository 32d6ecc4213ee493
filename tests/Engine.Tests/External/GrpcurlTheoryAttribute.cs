namespace OpsFlow.Engine.Tests.External;

/// <summary>Several tests with grpcurl; skipped, with the reason, where it is absent.</summary>
public sealed class GrpcurlTheoryAttribute : TheoryAttribute
{
    public GrpcurlTheoryAttribute() => Skip = GrpcurlFactAttribute.Problem;
}
