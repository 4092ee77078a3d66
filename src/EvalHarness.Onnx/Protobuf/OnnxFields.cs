namespace EvalHarness.Onnx.Protobuf;

/// <summary>Numbers of the fields of ONNX's messages, as <c>onnx.proto</c> gives them.</summary>
internal static class OnnxFields
{
    public const int ModelGraph = 7;
    public const int ModelOperatorSet = 8;
    public const int ModelTraining = 20;
    public const int ModelFunction = 25;

    public const int OperatorSetDomain = 1;
    public const int OperatorSetVersion = 2;

    public const int GraphNode = 1;
    public const int GraphTensor = 5;
    public const int GraphInput = 11;
    public const int GraphOutput = 12;
    public const int GraphAnnotation = 14;
    public const int GraphSparseTensor = 15;

    public const int ValueName = 1;

    public const int NodeInput = 1;
    public const int NodeName = 3;
    public const int NodeOperation = 4;
    public const int NodeAttribute = 5;
    public const int NodeDomain = 7;

    public const int FunctionNode = 7;

    public const int AttributeName = 1;
    public const int AttributeInteger = 3;
    public const int AttributeTensor = 5;
    public const int AttributeGraph = 6;
    public const int AttributeTensors = 10;
    public const int AttributeGraphs = 11;
    public const int AttributeKind = 20;
    public const int AttributeSparseTensor = 22;
    public const int AttributeSparseTensors = 23;

    public const int TensorDimension = 1;
    public const int TensorElementType = 2;
    public const int TensorFloats = 4;
    public const int TensorName = 8;
    public const int TensorBytes = 9;
    public const int TensorExternalData = 13;
    public const int TensorPlace = 14;

    public const int EntryKey = 1;
    public const int EntryValue = 2;
}
