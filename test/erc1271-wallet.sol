// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A contract wallet (ERC-1271) that a test can make misbehave
contract Erc1271Wallet {
    enum Manner {
        HONEST,
        OTHER_MAGIC,
        REVERTING,
        EATING_GAS,
        TALKATIVE,
        SILENT
    }

    address public immutable owner;
    Manner public immutable manner;

    constructor(address owner_, Manner manner_) {
        owner = owner_;
        manner = manner_;
    }

    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (manner == Manner.OTHER_MAGIC) return 0xffffffff;
        if (manner == Manner.REVERTING) revert("never");
        if (manner == Manner.EATING_GAS) {
            uint256 sum;
            for (uint256 i = 0; i < type(uint256).max; ++i) {
                unchecked {
                    sum += uint256(keccak256(abi.encode(sum, i)));
                }
            }
        }
        if (manner == Manner.TALKATIVE) {
            assembly {
                mstore(0, shl(224, 0x1626ba7e))
                mstore(32, 1)
                return(0, 64)
            }
        }
        if (manner == Manner.SILENT) {
            assembly {
                return(0, 0)
            }
        }
        bytes32 r = bytes32(signature[0:32]);
        bytes32 s = bytes32(signature[32:64]);
        bool isOwners = signature.length == 65 && ecrecover(hash, uint8(signature[64]), r, s) == owner;
        return isOwners ? this.isValidSignature.selector : bytes4(0xffffffff);
    }
}
