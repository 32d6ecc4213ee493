using Google.Protobuf;
using Google.Protobuf.Reflection;
using UnaryGrpc;
using UnaryGrpc.AspNetCore;

namespace Temporal.DevServer.Services.Reflection;

/// <summary>
/// The standard reflection service, by which tools learn what a server offers. It shows the methods that are served,
/// not all that the protocol has.
/// </summary>
internal sealed class ReflectionService
{
    private const string Name = "grpc.reflection.v1.ServerReflection";
    private const string AlphaName = "grpc.reflection.v1alpha.ServerReflection";
    private const string Method = "ServerReflectionInfo";

    private readonly Dictionary<string, IReadOnlyCollection<string>> _services;

    // Descriptors of everything are a third of what a server that nobody asks would hold in memory.
    private readonly Lazy<DescribedFiles> _files;

    /// <summary>Describes services.</summary>
    /// <param name="services">All but this one.</param>
    public ReflectionService(IEnumerable<GrpcServiceBuilder> services)
    {
        _services = services.ToDictionary(s => s.ServiceName, s => s.MethodNames, StringComparer.Ordinal);
        _services[Name] = [Method];
        _services[AlphaName] = [Method];
        _files = new Lazy<DescribedFiles>(() => new DescribedFiles(_services));
    }

    public IEnumerable<GrpcServiceBuilder> Build() => new[] { Name, AlphaName }.Select(name =>
        new GrpcServiceBuilder(name).Conversation(Method, ServerReflectionRequest.Parser, (r, _) => Task.FromResult(Answer(r))));

    private ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                response.ListServicesResponse = new ListServiceResponse();
                response.ListServicesResponse.Service.Add(
                    _services.Keys.Order(StringComparer.Ordinal).Select(n => new ServiceResponse { Name = n }));
                return response;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                return File(response, _files.Value.Named(request.FileByFilename), request.FileByFilename);
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                return File(response, _files.Value.With(request.FileContainingSymbol), request.FileContainingSymbol);
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                // Nothing here has extensions.
                response.AllExtensionNumbersResponse = new ExtensionNumberResponse
                {
                    BaseTypeName = request.AllExtensionNumbersOfType,
                };
                return response;
            default:
                response.ErrorResponse = new ErrorResponse
                {
                    ErrorCode = (int)GrpcStatusCode.NotFound,
                    ErrorMessage = "not found",
                };
                return response;
        }
    }

    /// <summary>The file and what it imports, so that a tool needs not ask for each.</summary>
    private ServerReflectionResponse File(ServerReflectionResponse response, FileDescriptorProto? file, string asked)
    {
        if (file is null)
        {
            response.ErrorResponse = new ErrorResponse
            {
                ErrorCode = (int)GrpcStatusCode.NotFound,
                ErrorMessage = $"not found: {asked}",
            };
            return response;
        }

        response.FileDescriptorResponse = new FileDescriptorResponse();
        var told = new HashSet<string>(StringComparer.Ordinal);
        var waiting = new Queue<FileDescriptorProto>([file]);
        while (waiting.TryDequeue(out var next))
        {
            if (told.Add(next.Name))
            {
                response.FileDescriptorResponse.FileDescriptorProto.Add(next.ToByteString());
                foreach (var import in next.Dependency)
                {
                    waiting.Enqueue(_files.Value.Named(import)!);
                }
            }
        }

        return response;
    }
}
