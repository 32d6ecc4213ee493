using Google.Protobuf;
using Grpc.Core;
using OpsFlow.Engine.Histories;
using OpsFlow.Engine.Services;

namespace OpsFlow.Engine.Executions;

/// <summary>Tokens of tasks as they come back from workers.</summary>
internal static class TaskTokens
{
    /// <summary>Reads a token; it is not checked whether the task still stands.</summary>
    /// <exception cref="RpcException">It is none of this server's, or one of another kind.</exception>
    public static TaskToken Parse(ByteString bytes, TaskToken.Types.Kind kind)
    {
        TaskToken token;
        try
        {
            token = TaskToken.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw Errors.InvalidArgument("Error deserializing task token.");
        }

        if (bytes.IsEmpty)
        {
            throw Errors.InvalidArgument("Task token not set on request.");
        }

        return token.Kind == kind && token.WorkflowId.Length > 0 && token.RunId.Length > 0
            ? token
            : throw Errors.InvalidArgument("Error deserializing task token.");
    }
}
