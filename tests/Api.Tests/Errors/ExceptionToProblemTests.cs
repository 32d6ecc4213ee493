using System.Net.Sockets;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using OpsFlow.Api.Errors;
using Temporalio.Exceptions;

namespace OpsFlow.Api.Tests.Errors;

public sealed class ExceptionToProblemTests
{
    [Theory]
    [InlineData(RpcException.StatusCode.Unavailable, 503)]
    [InlineData(RpcException.StatusCode.DeadlineExceeded, 503)]
    [InlineData(RpcException.StatusCode.ResourceExhausted, 503)]
    [InlineData(RpcException.StatusCode.NotFound, 404)]
    [InlineData(RpcException.StatusCode.InvalidArgument, 400)]
    [InlineData(RpcException.StatusCode.FailedPrecondition, 409)]
    [InlineData(RpcException.StatusCode.AlreadyExists, 409)]
    [InlineData(RpcException.StatusCode.Unimplemented, 501)]
    [InlineData(RpcException.StatusCode.PermissionDenied, 502)]
    [InlineData(RpcException.StatusCode.Internal, 500)]
    [InlineData(RpcException.StatusCode.Unknown, 500)]
    public async Task TryHandle_EngineError_IsAnsweredByItsKind(RpcException.StatusCode kind, int status) =>
        Assert.Equal(status, await StatusAsync(new RpcException(kind, "said", null)));

    [Fact]
    public async Task TryHandle_DatabaseAway_Is503()
    {
        Assert.Equal(503, await StatusAsync(new NpgsqlException("away", new SocketException(111))));
        Assert.Equal(503, await StatusAsync(new PostgresException("ends", "FATAL", "FATAL", "57P01")));
        Assert.Equal(503, await StatusAsync(new SqliteException("locked", 5)));
        Assert.Equal(503, await StatusAsync(new SqliteException("full", 13)));
    }

    [Fact]
    public async Task TryHandle_FaultOfOurs_Is500()
    {
        Assert.Equal(500, await StatusAsync(new SqliteException("syntax", 1)));
        Assert.Equal(500, await StatusAsync(new PostgresException("syntax", "ERROR", "ERROR", "42601")));
        Assert.Equal(500, await StatusAsync(new InvalidOperationException("Connection failed")));
    }

    private static async Task<int> StatusAsync(Exception exception)
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        var handler = new ExceptionToProblem(NullLogger<ExceptionToProblem>.Instance);
        Assert.True(await handler.TryHandleAsync(context, exception, CancellationToken.None));
        Assert.Equal(context.Response.StatusCode == 503, context.Response.Headers.ContainsKey("Retry-After"));
        return context.Response.StatusCode;
    }
}
