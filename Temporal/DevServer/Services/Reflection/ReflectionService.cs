using System.Text;
using Google.Protobuf;
using Google.Protobuf.Reflection;
using Temporalio.Api.Dependencies.Grpc.Health.V1;
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

    private readonly Dictionary<string, FileDescriptorProto> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FileDescriptorProto> _symbols = new(StringComparer.Ordinal);
    private readonly Dictionary<string, IReadOnlyCollection<string>> _services;

    /// <summary>Describes services.</summary>
    /// <param name="services">All but this one.</param>
    public ReflectionService(IEnumerable<GrpcServiceBuilder> services)
    {
        _services = services.ToDictionary(s => s.ServiceName, s => s.MethodNames, StringComparer.Ordinal);
        _services[Name] = [Method];
        _services[AlphaName] = [Method];
        AddFile(Temporalio.Api.WorkflowService.V1.MessageReflection.Descriptor);
        AddFile(Temporalio.Api.OperatorService.V1.MessageReflection.Descriptor);
        AddFile(Temporalio.Api.TestService.V1.MessageReflection.Descriptor);
        // Details of errors and metadata, which tools show when they can.
        AddFile(Temporalio.Api.ErrorDetails.V1.MessageReflection.Descriptor);
        AddFile(Temporalio.Api.Sdk.V1.MessageReflection.Descriptor);
        AddFile(HealthCheckRequest.Descriptor.File);
        AddFile(ReflectionReflection.Descriptor);
        Add(Alpha(ReflectionReflection.Descriptor));
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
                return File(response, _files.GetValueOrDefault(request.FileByFilename), request.FileByFilename);
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                return File(response, _symbols.GetValueOrDefault(request.FileContainingSymbol), request.FileContainingSymbol);
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
                    waiting.Enqueue(_files[import]);
                }
            }
        }

        return response;
    }

    private void AddFile(FileDescriptor descriptor)
    {
        if (_files.ContainsKey(descriptor.Name))
        {
            return;
        }

        var file = descriptor.ToProto();
        foreach (var service in file.Service.ToArray())
        {
            if (!_services.TryGetValue($"{file.Package}.{service.Name}", out var served))
            {
                file.Service.Remove(service);
                continue;
            }

            var methods = service.Method.Where(m => served.Contains(m.Name)).ToArray();
            service.Method.Clear();
            service.Method.Add(methods);
        }

        Add(file);
        foreach (var import in descriptor.Dependencies)
        {
            AddFile(import);
        }
    }

    private void Add(FileDescriptorProto file)
    {
        _files[file.Name] = file;
        foreach (var service in file.Service)
        {
            var name = $"{file.Package}.{service.Name}";
            _symbols[name] = file;
            foreach (var method in service.Method)
            {
                _symbols[$"{name}.{method.Name}"] = file;
            }
        }

        foreach (var type in file.EnumType)
        {
            _symbols[$"{file.Package}.{type.Name}"] = file;
        }

        foreach (var message in file.MessageType)
        {
            AddMessage(file, message, file.Package);
        }
    }

    private void AddMessage(FileDescriptorProto file, DescriptorProto message, string scope)
    {
        var name = $"{scope}.{message.Name}";
        _symbols[name] = file;
        foreach (var field in message.Field)
        {
            // Generated descriptors leave it out, and tools then show the other name.
            field.JsonName = JsonName(field.Name);
        }

        foreach (var type in message.EnumType)
        {
            _symbols[$"{name}.{type.Name}"] = file;
        }

        foreach (var nested in message.NestedType)
        {
            AddMessage(file, nested, name);
        }
    }

    private static string JsonName(string name)
    {
        var words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(w => w.Length == 0 ? "" : char.ToUpperInvariant(w[0]) + w[1..]));
    }

    /// <summary>The same file under the older package name. Only names within it refer to the package.</summary>
    private static FileDescriptorProto Alpha(FileDescriptor descriptor)
    {
        var json = JsonFormatter.Default.Format(descriptor.ToProto());
        var renamed = new StringBuilder(json)
            .Replace("grpc.reflection.v1", "grpc.reflection.v1alpha")
            .Replace("\"reflection.proto\"", "\"reflection_alpha.proto\"");
        return JsonParser.Default.Parse<FileDescriptorProto>(renamed.ToString());
    }
}
