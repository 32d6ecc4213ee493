using OpsFlow.Engine.Tests.Endurance;

// worker ADDRESS QUEUE
return args is ["worker", var address, var queue] ? await WorkerProgram.RunAsync(address, queue) : 2;
